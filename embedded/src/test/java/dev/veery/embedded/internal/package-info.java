@NullMarked
package dev.veery.embedded.internal;

import org.jspecify.annotations.NullMarked;
