package io.groundwork.orchestration.local;

import java.util.Map;
import java.util.Optional;

/** How the numbers of weights are written: the kinds of a tensor, and the mixes of kinds that files are named after. */
final class GgufTypes {

    /** @param block how many numbers share a scale, and lie together in {@code bytes} */
    private record Kind(String name, int block, int bytes) {}

    private static final Map<Integer, Kind> KINDS = Map.ofEntries(
            Map.entry(0, new Kind("F32", 1, 4)),
            Map.entry(1, new Kind("F16", 1, 2)),
            Map.entry(2, new Kind("Q4_0", 32, 18)),
            Map.entry(3, new Kind("Q4_1", 32, 20)),
            Map.entry(6, new Kind("Q5_0", 32, 22)),
            Map.entry(7, new Kind("Q5_1", 32, 24)),
            Map.entry(8, new Kind("Q8_0", 32, 34)),
            Map.entry(9, new Kind("Q8_1", 32, 36)),
            Map.entry(10, new Kind("Q2_K", 256, 84)),
            Map.entry(11, new Kind("Q3_K", 256, 110)),
            Map.entry(12, new Kind("Q4_K", 256, 144)),
            Map.entry(13, new Kind("Q5_K", 256, 176)),
            Map.entry(14, new Kind("Q6_K", 256, 210)),
            Map.entry(15, new Kind("Q8_K", 256, 292)),
            Map.entry(16, new Kind("IQ2_XXS", 256, 66)),
            Map.entry(17, new Kind("IQ2_XS", 256, 74)),
            Map.entry(18, new Kind("IQ3_XXS", 256, 98)),
            Map.entry(19, new Kind("IQ1_S", 256, 50)),
            Map.entry(20, new Kind("IQ4_NL", 32, 18)),
            Map.entry(21, new Kind("IQ3_S", 256, 110)),
            Map.entry(22, new Kind("IQ2_S", 256, 82)),
            Map.entry(23, new Kind("IQ4_XS", 256, 136)),
            Map.entry(24, new Kind("I8", 1, 1)),
            Map.entry(25, new Kind("I16", 1, 2)),
            Map.entry(26, new Kind("I32", 1, 4)),
            Map.entry(27, new Kind("I64", 1, 8)),
            Map.entry(28, new Kind("F64", 1, 8)),
            Map.entry(29, new Kind("IQ1_M", 256, 56)),
            Map.entry(30, new Kind("BF16", 1, 2)),
            Map.entry(34, new Kind("TQ1_0", 256, 54)),
            Map.entry(35, new Kind("TQ2_0", 256, 66)),
            Map.entry(39, new Kind("MXFP4", 32, 17)));

    private static final Map<Integer, String> FILES = Map.ofEntries(
            Map.entry(0, "F32"),
            Map.entry(1, "F16"),
            Map.entry(2, "Q4_0"),
            Map.entry(3, "Q4_1"),
            Map.entry(7, "Q8_0"),
            Map.entry(8, "Q5_0"),
            Map.entry(9, "Q5_1"),
            Map.entry(10, "Q2_K"),
            Map.entry(11, "Q3_K_S"),
            Map.entry(12, "Q3_K_M"),
            Map.entry(13, "Q3_K_L"),
            Map.entry(14, "Q4_K_S"),
            Map.entry(15, "Q4_K_M"),
            Map.entry(16, "Q5_K_S"),
            Map.entry(17, "Q5_K_M"),
            Map.entry(18, "Q6_K"),
            Map.entry(19, "IQ2_XXS"),
            Map.entry(20, "IQ2_XS"),
            Map.entry(21, "Q2_K_S"),
            Map.entry(22, "IQ3_XS"),
            Map.entry(23, "IQ3_XXS"),
            Map.entry(24, "IQ1_S"),
            Map.entry(25, "IQ4_NL"),
            Map.entry(26, "IQ3_S"),
            Map.entry(27, "IQ3_M"),
            Map.entry(28, "IQ2_S"),
            Map.entry(29, "IQ2_M"),
            Map.entry(30, "IQ4_XS"),
            Map.entry(31, "IQ1_M"),
            Map.entry(32, "BF16"),
            Map.entry(36, "TQ1_0"),
            Map.entry(37, "TQ2_0"),
            Map.entry(38, "MXFP4"));

    private GgufTypes() {}

    /** What so many numbers of a kind take; empty where the kind is unknown, or the number is none of it. */
    static Optional<Long> bytes(int type, long numbers) {
        Kind kind = KINDS.get(type);
        if (kind == null || numbers % kind.block() != 0 || numbers / kind.block() > Long.MAX_VALUE / kind.bytes()) {
            return Optional.empty();
        }
        return Optional.of(numbers / kind.block() * kind.bytes());
    }

    static String ofFile(int type) {
        return FILES.getOrDefault(type, "type " + type);
    }

    /** The kind that most of the numbers are of. */
    static String most(Map<Integer, Long> numbersByType) {
        return numbersByType.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> KINDS.get(entry.getKey()))
                .map(Kind::name)
                .orElse("unknown");
    }
}
