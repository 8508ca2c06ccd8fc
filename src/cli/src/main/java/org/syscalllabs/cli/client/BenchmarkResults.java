package org.syscalllabs.cli.client;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/**
 * What the benchmark measured.
 *
 * @param count how many SET and GET each average is of
 * @param rows one a size of key and value
 */
public record BenchmarkResults(int count, List<Row> rows) {

    /**
     * One size; times are averages, in microseconds.
     *
     * @param keyBytes the size of the key
     * @param valueBytes the size of the value
     * @param setMicros from sending SET to having its reply
     * @param getMicros from sending GET to having its whole value
     */
    public record Row(int keyBytes, int valueBytes, double setMicros, double getMicros) {}

    /** A table, a line each. */
    public String text(String address) {
        var text = new StringBuilder();
        text.append(
                "%s, averages of %d; every value came back as it was SET%n"
                        .formatted(address, count));
        text.append("%n%8s %8s %12s %12s%n".formatted("key", "value", "SET", "GET"));
        for (var row : rows) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%5d KB %5d KB %9.1f µs %9.1f µs%n",
                            row.keyBytes / 1024,
                            row.valueBytes / 1024,
                            row.setMicros,
                            row.getMicros));
        }
        return text.toString();
    }

    /** The same for programs. */
    public String json(String address) throws IOException {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("address", address);
            json.writeNumberField("count", count);
            json.writeArrayFieldStart("results");
            for (var row : rows) {
                json.writeStartObject();
                json.writeNumberField("keyBytes", row.keyBytes);
                json.writeNumberField("valueBytes", row.valueBytes);
                json.writeNumberField("setMicros", rounded(row.setMicros));
                json.writeNumberField("getMicros", rounded(row.getMicros));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static double rounded(double micros) {
        return Math.round(micros * 10) / 10.0;
    }
}
