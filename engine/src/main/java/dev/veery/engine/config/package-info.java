/** Where the settings come from: flags, environment variables, {@code veery.toml}, defaults. */
@NullMarked
package dev.veery.engine.config;

import org.jspecify.annotations.NullMarked;
