package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.bench.Placed.Marks;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GivenRightsTest {

    private static final Placed COLLECTION = new Placed(0, "vs_a", "", 0, 0, Marks.NONE);
    private static final Placed MAIL = new Placed(1, "vs_a", "file-1", 1, 1, Marks.of(7, 1));
    private static final Placed ATTACHMENT = new Placed(2, "vs_a", "file-2", 2, 1, Marks.of(7, 2));

    private final GivenRights rights = new GivenRights(List.of(COLLECTION, MAIL, ATTACHMENT));
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void whoIsGrantedTheCollectionReadsWhatHasNoReadersOfItsOwn() {
        rights.grant("vs_a", one);
        rights.grant("vs_b", other);

        assertThat(rights.readable(one)).isEqualTo(bits(0, 1, 2));
        assertThat(rights.readable(other)).isEqualTo(bits());
        rights.revoke("vs_a", one);
        assertThat(rights.readable(one)).isEqualTo(bits());
    }

    @Test
    void whatLayWithinADocumentHasItsReaders() {
        rights.grant("vs_a", GivenRights.EVERYONE);
        rights.restrict(MAIL, Set.of(one));

        assertThat(rights.readable(one)).isEqualTo(bits(0, 1, 2));
        assertThat(rights.readable(other)).isEqualTo(bits(0));
    }

    @Test
    void aReaderWhoMayNotReadTheCollectionReadsNothing() {
        rights.restrict(MAIL, Set.of(one));

        assertThat(rights.readable(one)).isEqualTo(bits());
    }

    @Test
    void membersReadWhatTheirGroupReads() {
        UUID group = UUID.randomUUID();
        rights.grant("vs_a", group);

        rights.join(group, one);
        assertThat(rights.readable(one)).isEqualTo(bits(0, 1, 2));
        rights.leave(group, one);
        assertThat(rights.readable(one)).isEqualTo(bits());
    }

    @Test
    void whoIsAppointedCuratesAndReadsUntilItIsRevoked() {
        rights.appoint("vs_a", one);
        rights.grant("vs_a", other);
        rights.restrict(MAIL, Set.of(other));

        assertThat(rights.curated(one)).isEqualTo(bits(0));
        assertThat(rights.readable(one)).isEqualTo(bits(0));
        assertThat(rights.curated(other)).isEqualTo(bits());
        rights.revoke("vs_a", one);
        rights.grant("vs_a", one);
        assertThat(rights.curated(one)).isEqualTo(bits());
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        for (int number : numbers) {
            bits.set(number);
        }
        return bits;
    }
}
