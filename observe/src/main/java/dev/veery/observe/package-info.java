/** Mail, Sentry, metrics and traces of runs. */
@NullMarked
package dev.veery.observe;

import org.jspecify.annotations.NullMarked;
