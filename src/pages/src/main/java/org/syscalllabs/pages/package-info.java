/**
 * Keeps the pages true: their transcripts are recorded and played again, the man pages are made,
 * and the tree is what the pages say. It may use everything of the kit.
 */
@NullMarked
package org.syscalllabs.pages;

import org.jspecify.annotations.NullMarked;
