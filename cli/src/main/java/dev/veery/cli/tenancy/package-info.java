/** What is known about tenants, as text and as JSON. */
@NullMarked
package dev.veery.cli.tenancy;

import org.jspecify.annotations.NullMarked;
