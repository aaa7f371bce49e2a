@NullMarked
package dev.veery.testkit;

import org.jspecify.annotations.NullMarked;
