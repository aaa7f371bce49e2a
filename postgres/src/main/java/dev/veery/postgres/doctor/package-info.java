/** What there is to know about a server before something is changed on it; reads only. */
@NullMarked
package dev.veery.postgres.doctor;

import org.jspecify.annotations.NullMarked;
