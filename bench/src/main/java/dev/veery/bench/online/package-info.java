/** What an application notices of a change: plain statements beside their online forms. */
@NullMarked
package dev.veery.bench.online;

import org.jspecify.annotations.NullMarked;
