/** One class for each verb. */
@NullMarked
package dev.veery.cli.command;

import org.jspecify.annotations.NullMarked;
