package org.syscalllabs.syscalls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * A host and a port as the kernel keeps them: struct sockaddr_in or struct sockaddr_in6.
 *
 * <pre>{@code
 * sockaddr_in:   u16 family · u16 port · u8[4] address · u8[8] nothing               16 bytes
 * sockaddr_in6:  u16 family · u16 port · u32 flow · u8[16] address · u32 scope       28 bytes
 * }</pre>
 *
 * <p>The family is in the machine's byte order, port and address in the network's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
 */
record SocketAddress(InetAddress host, int port) {

    /** Room for either shape, in bytes. */
    static final int MAX_SIZE = 28;

    private static final int SIZE_IPV4 = 16;
    private static final ValueLayout.OfShort PORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    int family() {
        return host instanceof Inet4Address ? Libc.AF_INET : Libc.AF_INET6;
    }

    int size() {
        return host instanceof Inet4Address ? SIZE_IPV4 : MAX_SIZE;
    }

    void writeTo(MemorySegment memory) {
        memory.fill((byte) 0);
        memory.set(JAVA_SHORT, 0, (short) family());
        memory.set(PORT, 2, (short) port);
        var address = host.getAddress();
        MemorySegment.copy(address, 0, memory, JAVA_BYTE, addressOffset(family()), address.length);
        if (host instanceof Inet6Address ipv6) {
            memory.set(JAVA_INT, 24, ipv6.getScopeId());
        }
    }

    static SocketAddress readFrom(MemorySegment memory) {
        int family = memory.get(JAVA_SHORT, 0);
        var address = new byte[family == Libc.AF_INET ? 4 : 16];
        MemorySegment.copy(memory, JAVA_BYTE, addressOffset(family), address, 0, address.length);
        try {
            // An IPv4 client of an IPv6 listener comes as ::ffff:127.0.0.1: Java makes that IPv4.
            return new SocketAddress(
                    InetAddress.getByAddress(address), Short.toUnsignedInt(memory.get(PORT, 2)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong length
        }
    }

    private static int addressOffset(int family) {
        return family == Libc.AF_INET ? 4 : 8;
    }

    /** {@code 127.0.0.1:6379} or {@code [::1]:6379}. */
    @Override
    public String toString() {
        var text = host.getHostAddress();
        return host instanceof Inet4Address ? text + ":" + port : "[" + text + "]:" + port;
    }
}
