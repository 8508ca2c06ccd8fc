/**
 * Keeps the pages true: their transcripts are recorded and played again, and the tree is what they
 * say.
 *
 * <p>Tests only. They may use everything of the kit.
 */
@NullMarked
package org.syscalllabs.cli.pages;

import org.jspecify.annotations.NullMarked;
