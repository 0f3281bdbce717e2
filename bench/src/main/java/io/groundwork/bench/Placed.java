package io.groundwork.bench;

/**
 * A document in a collection, or a collection itself: what somebody may read or not.
 *
 * @param number counted from 0 over all of them
 * @param store the collection's id
 * @param file the document's id; empty: this is the collection
 * @param document the same for one document in several collections
 * @param root number of what its readers are those of: itself, or what it lay within
 * @param marks words that stand in no other document; of a collection, in none
 */
record Placed(int number, String store, String file, int document, int root, Marks marks) {

    /**
     * Three words that say of which document an answer tells.
     *
     * @param word stands in the text, and is asked for
     * @param quiet stands in the text beside it, and is never asked for
     * @param name stands in the file's name alone
     */
    record Marks(String word, String quiet, String name) {

        static final Marks NONE = new Marks("", "", "");

        /** Of a file that has no text of its own. */
        Marks ofFileAlone() {
            return new Marks("", "", name);
        }

        /** @param seed keeps those of different runs apart */
        static Marks of(long seed, int document) {
            return new Marks(
                    "zqw%dx%05d".formatted(seed, document),
                    "zqq%dx%05d".formatted(seed, document),
                    "zqn%dx%05d".formatted(seed, document));
        }
    }

    boolean isCollection() {
        return file.isEmpty();
    }

    /** Whether a search for words can find it. */
    boolean hasText() {
        return !marks.word().isEmpty();
    }

    boolean isTop() {
        return !isCollection() && root == number;
    }
}
