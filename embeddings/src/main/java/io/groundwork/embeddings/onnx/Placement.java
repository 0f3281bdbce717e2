package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.Provider;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * What runs where.
 *
 * @param precision decided
 * @param ordinal which of several cards, from 0
 * @param batchTokens places of a batch; 0: one text at a time
 * @param callers runs at once, besides one of questions
 */
record Placement(LocalModel model, Device device, Precision precision, int ordinal, int batchTokens, int callers) {

    private static final Logger LOG = Logger.getLogger(Placement.class);

    private static final String WITHOUT_DECIMALS =
            "this build has no weights in decimals; build it with -Pcuda12 or -Pcuda13, or name a GROUNDWORK_EMBEDDINGS_MODEL_FOLDER";

    /** Thirty-two texts of the longest kind, as Text Embeddings Inference has it. */
    private static final int ACCELERATOR_BATCH_TOKENS = 16_384;

    /** While the card runs one batch the other is put into its memory. */
    private static final int ACCELERATOR_CALLERS = 2;

    /**
     * @throws EmbeddingException when it cannot be had; the message says what to do
     * @throws IllegalArgumentException when the folder's model cannot be used; the message says why
     */
    static Placement of(Wish wish, Devices devices, boolean hasDecimals) {
        Optional<LocalModel> named = wish.modelFolder().map(ModelFolder::open).map(LocalModel::of);
        Device device = device(wish, devices, named, hasDecimals);
        Precision precision = precision(wish.precision(), device, named);
        if (device.isAccelerator() && precision == Precision.INT8) {
            throw new EmbeddingException(
                    "Weights of eight bits run on a processor only: set GROUNDWORK_EMBEDDINGS_PROVIDER to auto or cpu, or GROUNDWORK_EMBEDDINGS_PRECISION to fp16");
        }
        LocalModel model = named.orElseGet(() -> builtIn(precision, hasDecimals));
        if (model.identity().numbers() != precision.numbers()) {
            throw new EmbeddingException(
                    "GROUNDWORK_EMBEDDINGS_PRECISION is %s, and the weights of %s are not: they are %s"
                            .formatted(
                                    lower(precision),
                                    model.identity().name(),
                                    lower(model.identity().numbers())));
        }
        return new Placement(
                model,
                device,
                precision,
                wish.ordinal(),
                batchTokens(wish.batchTokens(), device, precision, model),
                wish.callers()
                        .orElse(
                                device.isAccelerator()
                                        ? ACCELERATOR_CALLERS
                                        : Runtime.getRuntime().availableProcessors()));
    }

    private static Device device(Wish wish, Devices devices, Optional<LocalModel> named, boolean hasDecimals) {
        boolean inWholeNumbers = wish.precision() == Precision.INT8
                || named.filter(model -> model.identity().numbers() == Numbers.INT8)
                        .isPresent();
        if (wish.provider() == Provider.AUTO && inWholeNumbers) {
            return Device.CPU;
        }
        Device device = devices.choose(wish.provider());
        if (device.isAccelerator() && wish.provider() == Provider.AUTO && named.isEmpty() && !hasDecimals) {
            LOG.infof("The embedding model runs on the processor, although there is %s: %s", device, WITHOUT_DECIMALS);
            return Device.CPU;
        }
        return device;
    }

    private static Precision precision(Precision wanted, Device device, Optional<LocalModel> named) {
        if (wanted != Precision.AUTO) {
            return wanted;
        }
        if (device.isAccelerator()) {
            return named.filter(model -> model.identity().numbers() == Numbers.INT8)
                            .isPresent()
                    ? Precision.INT8
                    : Precision.FP16;
        }
        return named.map(model -> model.identity().numbers() == Numbers.INT8 ? Precision.INT8 : Precision.FP32)
                .orElse(Precision.INT8);
    }

    private static LocalModel builtIn(Precision precision, boolean hasDecimals) {
        if (precision == Precision.INT8) {
            return BgeSmall.wholeNumbers();
        }
        if (!hasDecimals) {
            throw new EmbeddingException(
                    "GROUNDWORK_EMBEDDINGS_PRECISION or _PROVIDER asks for decimals, and " + WITHOUT_DECIMALS);
        }
        return BgeSmall.decimals();
    }

    private static int batchTokens(OptionalInt wanted, Device device, Precision precision, LocalModel model) {
        if (precision == Precision.INT8) {
            if (wanted.orElse(0) > 0) {
                LOG.info("Texts run one at a time: in whole numbers a vector would depend on who is beside it");
            }
            return 0;
        }
        int least = device.isAccelerator() || precision == Precision.FP16
                ? model.identity().maxTokens()
                : 0;
        return Math.max(wanted.orElse(device.isAccelerator() ? ACCELERATOR_BATCH_TOKENS : 0), least);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** In which form the weights run; nothing: as they were published. */
    Optional<Fused.Form> form() {
        if (batchTokens == 0) {
            return Optional.of(Fused.Form.ONE_TEXT);
        }
        if (!device.knowsFused()) {
            return Optional.empty();
        }
        return Optional.of(precision == Precision.FP16 ? Fused.Form.BATCHES_IN_HALVES : Fused.Form.BATCHES);
    }

    /** {@code cuda, fp16}. */
    String words() {
        return lower(device) + ", " + lower(precision);
    }
}
