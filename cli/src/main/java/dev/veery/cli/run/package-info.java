/** Planning, asking, running and telling: what every verb that changes a database has in common. */
@NullMarked
package dev.veery.cli.run;

import org.jspecify.annotations.NullMarked;
