package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Rows of one table in the binary form of {@code COPY}, with the types that the searched tables have. Not for several threads.
 *
 * @see <a href="https://www.postgresql.org/docs/17/sql-copy.html">COPY</a>; the types are written as their {@code …send} functions do
 */
final class CopyRows {

    private static final byte[] HEAD = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final int TEXT_TYPE = 25;
    private static final int UUID_TYPE = 2950;

    private final String table;
    private final List<String> columns;
    private byte[] bytes = new byte[1 << 16];
    private int size;

    CopyRows(String table, List<String> columns) {
        this.table = table;
        this.columns = List.copyOf(columns);
        clear();
    }

    private void clear() {
        size = 0;
        raw(HEAD);
    }

    /** Sends all rows and forgets them. */
    void send(Connection connection) throws SQLException {
        int16(-1);
        CopyManager copies = connection.unwrap(BaseConnection.class).getCopyAPI();
        CopyIn copy =
                copies.copyIn("COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, String.join(", ", columns)));
        try {
            copy.writeToCopy(bytes, 0, size);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        clear();
    }

    /** Begins a row; as many values must follow as there are columns. */
    CopyRows row() {
        int16(columns.size());
        return this;
    }

    CopyRows none() {
        int32(-1);
        return this;
    }

    CopyRows uuid(UUID value) {
        int32(16);
        rawUuid(value);
        return this;
    }

    CopyRows integer(int value) {
        int32(4);
        int32(value);
        return this;
    }

    CopyRows bigint(long value) {
        int32(8);
        int64(value);
        return this;
    }

    CopyRows text(String value) {
        byte[] encoded = value.getBytes(UTF_8);
        int32(encoded.length);
        raw(encoded);
        return this;
    }

    CopyRows jsonb(String value) {
        byte[] encoded = value.getBytes(UTF_8);
        int32(encoded.length + 1);
        int8(1);
        raw(encoded);
        return this;
    }

    CopyRows noTexts() {
        int32(12);
        int32(0);
        int32(0);
        int32(TEXT_TYPE);
        return this;
    }

    CopyRows uuids(List<UUID> values) {
        int32(20 + values.size() * 20);
        int32(1);
        int32(0);
        int32(UUID_TYPE);
        int32(values.size());
        int32(1);
        for (UUID value : values) {
            int32(16);
            rawUuid(value);
        }
        return this;
    }

    CopyRows halfvec(float[] values) {
        int32(4 + 2 * values.length);
        int16(values.length);
        int16(0);
        for (float value : values) {
            int16(Float.floatToFloat16(value));
        }
        return this;
    }

    /** @param slots rising, counted from 1 */
    CopyRows sparsevec(int dimension, int[] slots, float[] values) {
        int32(12 + 8 * slots.length);
        int32(dimension);
        int32(slots.length);
        int32(0);
        for (int slot : slots) {
            int32(slot - 1);
        }
        for (float value : values) {
            int32(Float.floatToIntBits(value));
        }
        return this;
    }

    /**
     * @param lexemes in any order, each once
     * @param places shape {@code [lexemes]}, rising
     */
    CopyRows tsvector(String[] lexemes, int[][] places) {
        int begin = size;
        int32(0);
        int32(lexemes.length);
        for (int i = 0; i < lexemes.length; i++) {
            raw(lexemes[i].getBytes(UTF_8));
            int8(0);
            int16(places[i].length);
            for (int place : places[i]) {
                int16(place);
            }
        }
        int end = size;
        size = begin;
        int32(end - begin - 4);
        size = end;
        return this;
    }

    private void rawUuid(UUID value) {
        int64(value.getMostSignificantBits());
        int64(value.getLeastSignificantBits());
    }

    private void int64(long value) {
        int32((int) (value >>> 32));
        int32((int) value);
    }

    private void int32(int value) {
        int16(value >>> 16);
        int16(value);
    }

    private void int16(int value) {
        int8(value >>> 8);
        int8(value);
    }

    private void int8(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
    }

    private void raw(byte[] values) {
        while (size + values.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        System.arraycopy(values, 0, bytes, size, values.length);
        size += values.length;
    }
}
