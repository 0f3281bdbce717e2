package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashesTest {

    /** The leaves of the reference implementation's tests of RFC 6962, which are bytes that a text of ISO 8859-1 can spell. */
    private static final List<String> RECORDS = List.of("", "\u0000", "\u0010", " !", "01", "@ABC", "PQRSTUVW");

    @Test
    void rootsAreThoseOfCertificateTransparency() {
        assertThat(root(1)).isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(root(2)).isEqualTo("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assertThat(root(3)).isEqualTo("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assertThat(root(7)).isEqualTo("ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
    }

    @Test
    void whatIsJoinedIsSplitAgain() {
        List<byte[]> leaves = leaves(3);

        assertThat(Hashes.split(Hashes.joined(leaves)))
                .usingElementComparator(java.util.Arrays::compare)
                .containsExactlyElementsOf(leaves);
    }

    private static String root(int count) {
        return HexFormat.of().formatHex(Hashes.root(leaves(count)));
    }

    private static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        RECORDS.subList(0, count).forEach(text -> leaves.add(Hashes.ofRecord(text)));
        return leaves;
    }
}
