@NullMarked
package dev.veery.embedded;

import org.jspecify.annotations.NullMarked;
