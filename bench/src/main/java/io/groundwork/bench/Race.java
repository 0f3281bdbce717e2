package io.groundwork.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Two ways to do the same work, each its fastest round of several in turn. */
record Race(Round ours, Round theirs) {

    /** After one round of each that is not counted. */
    static Race run(Side here, Side there, int rounds) {
        here.work().run();
        there.work().run();
        Round ours = here.once();
        Round theirs = there.once();
        for (int round = 1; round < rounds; round++) {
            ours = ours.better(here.once());
            theirs = theirs.better(there.once());
        }
        return new Race(ours, theirs);
    }

    void print(PrintStream out, int passages, long tokens) {
        ours.print(out, passages, tokens);
        theirs.print(out, passages, tokens);
        out.printf(
                "ratio: %s by the clock, %s by CPU time%n",
                Figures.decimal(theirs.wall() / ours.wall(), 2), Figures.decimal(theirs.cpu() / ours.cpu(), 2));
    }

    /** @param work embeds all passages once */
    record Side(String name, Runnable work) {

        Round once() {
            OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = process.getProcessCpuTime();
            long start = System.nanoTime();
            work.run();
            return new Round(
                    name,
                    Figures.seconds(Duration.ofNanos(System.nanoTime() - start)),
                    Figures.seconds(Duration.ofNanos(process.getProcessCpuTime() - cpu)));
        }

        /** After one round that is not counted. */
        Round best(int rounds) {
            work.run();
            Round best = once();
            for (int round = 1; round < rounds; round++) {
                best = best.better(once());
            }
            return best;
        }
    }

    /**
     * @param wall seconds
     * @param cpu seconds of the whole process
     */
    record Round(String name, double wall, double cpu) {

        /** The fastest of each measure, which need not come from the same round. */
        Round better(Round other) {
            return new Round(name, Math.min(wall, other.wall), Math.min(cpu, other.cpu));
        }

        void print(PrintStream out, int passages, long tokens) {
            out.printf(
                    "%-12s %8s passages/s %10s tokens/s %10s tokens/CPU-s%n",
                    name,
                    Figures.decimal(passages / wall, 1),
                    Figures.count(Math.round(tokens / wall)),
                    Figures.count(Math.round(tokens / cpu)));
        }
    }
}
