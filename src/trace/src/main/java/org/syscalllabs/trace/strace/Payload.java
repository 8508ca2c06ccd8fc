package org.syscalllabs.trace.strace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes that a receive or a send moved, as far as the log shows them.
 *
 * @param bytes the first bytes
 * @param length how many bytes the call moved: more than {@code bytes.length} where strace cut the
 *     string (see its option {@code -s}) or where the bytes never passed through the process
 *     (sendfile, splice)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read by one parser only
public record Payload(byte[] bytes, int length) {

    static final Payload NONE = new Payload(new byte[0], 0);

    /** True when the log shows fewer bytes than were moved. */
    public boolean cut() {
        return bytes.length < length;
    }

    /** The bytes as text, one character a byte. */
    public String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Payload of(Syscall call) {
        if (call.value() <= 0) {
            return NONE;
        }
        var moved = (int) Math.min(call.value(), Integer.MAX_VALUE);
        var many = call.name().contains("mmsg"); // returns messages, not bytes
        var data = call.arg(1);
        var text = new QuotedText(data);
        if (data.startsWith("\"")) {
            text.append(0);
        } else {
            // readv, writev and the msghdr of recvmsg and sendmsg: [{iov_base="…", iov_len=…}, …]
            var at = data.indexOf("iov_base=\"");
            while (at >= 0) {
                var next = text.append(at + "iov_base=".length());
                if (text.cut()) {
                    break;
                }
                at = data.indexOf("iov_base=\"", next);
            }
        }
        var bytes = text.bytes();
        if (many) {
            return new Payload(bytes, text.cut() ? bytes.length + 1 : bytes.length);
        }
        return new Payload(bytes.length > moved ? Arrays.copyOf(bytes, moved) : bytes, moved);
    }
}
