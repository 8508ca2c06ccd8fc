/**
 * What the bytes of a connection come to: how many requests and how many replies, in RESP or in
 * lines, torn or joined anywhere. Depends on the package strace.
 */
@NullMarked
package org.syscalllabs.trace.claim.dialogue;

import org.jspecify.annotations.NullMarked;
