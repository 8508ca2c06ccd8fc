/**
 * The kit on this machine: its labs, its folders, and the servers that it has started. Every
 * command stands on it; it stands on the packages proc and trace.
 */
@NullMarked
package org.syscalllabs.cli.kit;

import org.jspecify.annotations.NullMarked;
