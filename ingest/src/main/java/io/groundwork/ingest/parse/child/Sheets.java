package io.groundwork.ingest.parse.child;

/**
 * What a format tells about the sheets of a workbook.
 *
 * @param named whether a heading above a table names its sheet
 * @param numbers of the rows in the file
 */
record Sheets(boolean named, Numbers numbers) {

    /** A format without sheets: the rows of each table are counted. */
    static final Sheets NONE = new Sheets(false, (sheet, told) -> told);

    /** Every row is told, empty ones too. */
    static final Sheets EVERY_ROW = new Sheets(true, (sheet, told) -> told);

    /** Which rows are told is not known. */
    static final Sheets UNCOUNTED = new Sheets(true, (sheet, told) -> 0);

    /** By which number the file knows a row. */
    @FunctionalInterface
    interface Numbers {

        /**
         * @param told as how many-th of its sheet a reader told the row, counted from 1
         * @return the number, counted from 1; 0 where it is not known
         */
        int of(String sheet, int told);
    }
}
