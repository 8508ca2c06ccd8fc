package org.syscalllabs.testkit;

import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import org.junit.jupiter.api.Order;

/**
 * Live tests first, in the order of their {@link Order} and then of their names; then the tests
 * that judge the trace which the live ones left.
 */
public final class TraceTestsLast implements MethodOrderer {

    @Override
    public void orderMethods(MethodOrdererContext context) {
        context.getMethodDescriptors()
                .sort(
                        Comparator.<MethodDescriptor>comparingInt(
                                        method -> judgesTrace(method) ? 1 : 0)
                                .thenComparingInt(TraceTestsLast::order)
                                .thenComparing(method -> method.getMethod().getName()));
    }

    private static boolean judgesTrace(MethodDescriptor method) {
        return !Arrays.asList(method.getMethod().getParameterTypes())
                .contains(ServerUnderTest.class);
    }

    private static int order(MethodDescriptor method) {
        return method.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
    }
}
