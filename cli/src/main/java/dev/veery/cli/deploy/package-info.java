/** The runbook of a deployment. */
@NullMarked
package dev.veery.cli.deploy;

import org.jspecify.annotations.NullMarked;
