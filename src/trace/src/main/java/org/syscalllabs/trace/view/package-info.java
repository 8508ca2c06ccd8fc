/**
 * Steps as words and pictures for people. Each is a watcher with a bounded state, as the claims
 * are. Depends on the packages server and strace.
 */
@NullMarked
package org.syscalllabs.trace.view;

import org.jspecify.annotations.NullMarked;
