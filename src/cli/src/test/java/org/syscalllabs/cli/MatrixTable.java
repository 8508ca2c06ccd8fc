package org.syscalllabs.cli;

import org.syscalllabs.cli.Verdicts.Cell;
import org.syscalllabs.cli.check.Finding;

/** The matrix as a table: a row a server, a column a check; and what the refuted were told. */
record MatrixTable(Matrix matrix) {

    private static final String GAP = "   ";

    @Override
    public String toString() {
        var text = new StringBuilder();
        var width =
                matrix.servers().stream().mapToInt(server -> server.id().length()).max().orElse(0);
        text.append(" ".repeat(width));
        for (var lab : matrix.labs()) {
            for (var i = 1; i <= matrix.checks(lab).size(); i++) {
                var head = i == 1 ? GAP + lab.number() + "." : "  ";
                text.append(head).append((char) ('a' + i - 1));
            }
        }
        for (var server : matrix.servers()) {
            text.append("\n%%-%ds".formatted(width).formatted(server.id()));
            for (var lab : matrix.labs()) {
                var checks = matrix.checks(lab);
                for (var check : checks) {
                    text.append(check.equals(checks.getFirst()) ? GAP + "   " : "  ")
                            .append(mark(new Cell(check, server.id())));
                }
            }
        }
        text.append("\n\n✓ proved, ✗ refuted, ? undecided, - not run\n\n");
        for (var lab : matrix.labs()) {
            var checks = matrix.checks(lab);
            for (var i = 0; i < checks.size(); i++) {
                text.append("%s.%c %s%n".formatted(lab.number(), 'a' + i, checks.get(i)));
            }
        }
        return text.append("\nWhat the refuted are told:\n\n").append(told()).toString();
    }

    /** The form of verdicts.txt. */
    private String told() {
        var text = new StringBuilder();
        for (var server : matrix.servers()) {
            text.append(server.id()).append('\n');
            matrix.results()
                    .forEach((cell, result) -> {
                        if (cell.server().equals(server.id()) && result.refuted()) {
                            text.append(lines(cell, result));
                        }
                    });
        }
        return text.toString();
    }

    /** One check and what it told, as verdicts.txt would have it. */
    private static String lines(Cell cell, Matrix.Result result) {
        var text = new StringBuilder("    " + cell.check() + "\n");
        for (var line : Verdicts.deciding(result.message())) {
            text.append("        ").append(line).append('\n');
        }
        return text.toString();
    }

    private char mark(Cell cell) {
        var result = matrix.results().get(cell);
        return switch (result == null ? Finding.Result.NOT_RUN : result.verdict()) {
            case PROVED -> '✓';
            case REFUTED -> '✗';
            case UNDECIDED -> '?';
            case NOT_RUN, DOES_NOT_APPLY -> '-';
        };
    }
}
