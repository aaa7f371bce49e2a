@NullMarked
package dev.veery.bench;

import org.jspecify.annotations.NullMarked;
