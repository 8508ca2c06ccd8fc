package org.syscalllabs.testkit.machine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;

/** What a process in a container prints, and its end, as the engine tells it. */
final class ContainerOutput extends ResultCallback.Adapter<Frame> {

    private final PipedOutputStream printed = new PipedOutputStream();
    private final PipedInputStream output;
    private final Runnable ended;

    /**
     * @param ended is told of the end, before the output has one
     */
    ContainerOutput(Runnable ended) throws IOException {
        output = new PipedInputStream(printed, 1 << 16);
        this.ended = ended;
    }

    /** All that it prints. */
    InputStream stream() {
        return output;
    }

    /** Nothing more comes. */
    void end() {
        ended.run();
        try {
            printed.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onNext(Frame frame) {
        try {
            printed.write(frame.getPayload());
            printed.flush();
        } catch (IOException closed) {
            // All is being ended: nothing is read any more.
        }
    }

    @Override
    public void onComplete() {
        end();
        super.onComplete();
    }

    @Override
    public void onError(Throwable removed) {
        end();
        super.onError(removed);
    }
}
