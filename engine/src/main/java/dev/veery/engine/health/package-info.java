/** The user's own questions about whether an application and its database are well. */
@NullMarked
package dev.veery.engine.health;

import org.jspecify.annotations.NullMarked;
