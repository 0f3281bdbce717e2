package io.groundwork.ingest.parse;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.sl.usermodel.Placeholder;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFTextBox;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFTable;

/** Office documents and PDFs made in the test by the libraries that also read them. */
final class OfficeFiles {

    private OfficeFiles() {}

    static byte[] docx() throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            document.createStyles();
            addStyle(document, "Heading1", "heading 1");
            document.getProperties().getCoreProperties().setTitle("Handbook");
            XWPFParagraph heading = document.createParagraph();
            heading.setStyle("Heading1");
            heading.createRun().setText("Leave");
            document.createParagraph().createRun().setText("Everyone has 30 days.");
            XWPFTable table = document.createTable(2, 2);
            List<String> cells = List.of("Country", "Days", "France", "25");
            for (int i = 0; i < cells.size(); i++) {
                table.getRow(i / 2).getCell(i % 2).setText(cells.get(i));
            }
            return bytes(document::write);
        }
    }

    private static void addStyle(XWPFDocument document, String id, String name) {
        var style = org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle.Factory.newInstance();
        style.setStyleId(id);
        style.addNewName().setVal(name);
        document.getStyles().addStyle(new org.apache.poi.xwpf.usermodel.XWPFStyle(style));
    }

    static byte[] xlsx() throws IOException {
        try (Workbook workbook = new XSSFWorkbook()) {
            return prices(workbook);
        }
    }

    static byte[] xls() throws IOException {
        try (Workbook workbook = new HSSFWorkbook()) {
            return prices(workbook);
        }
    }

    private static byte[] prices(Workbook workbook) throws IOException {
        Sheet sheet = workbook.createSheet("Prices");
        List<String> cells = List.of("Item", "Euro", "Bolt", "2", "Nut", "3");
        for (int i = 0; i < cells.size(); i++) {
            Row row = sheet.getRow(i / 2) == null ? sheet.createRow(i / 2) : sheet.getRow(i / 2);
            row.createCell(i % 2).setCellValue(cells.get(i));
        }
        return bytes(workbook::write);
    }

    static byte[] lockedXlsx() throws Exception {
        try (POIFSFileSystem files = new POIFSFileSystem()) {
            Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
            encryptor.confirmPassword("secret");
            try (OutputStream out = encryptor.getDataStream(files)) {
                out.write(xlsx());
            }
            return bytes(files::writeFilesystem);
        }
    }

    static byte[] pptx() throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            for (String title : List.of("Results", "Outlook")) {
                XSLFSlide slide = show.createSlide();
                addText(slide, title);
                addText(slide, "Details of " + title.toLowerCase(java.util.Locale.ROOT) + " follow here");
            }
            return bytes(show::write);
        }
    }

    private static void addText(XSLFSlide slide, String text) {
        XSLFTextBox box = slide.createTextBox();
        box.setText(text);
    }

    /** Two pages: a large heading, two wrapped lines of prose with a hyphen between them, and a table of three columns. */
    static byte[] pdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDFont font = new PDType1Font(FontName.HELVETICA);
            PDPage first = new PDPage();
            document.addPage(first);
            try (PDPageContentStream content = new PDPageContentStream(document, first)) {
                show(content, font, 20, 72, 700, "Annual report");
                show(
                        content,
                        font,
                        11,
                        72,
                        660,
                        "Revenue grew by eight percent in the year, which was more than the manage-");
                show(content, font, 11, 72, 646, "ment had expected at its beginning.");
            }
            PDPage second = new PDPage();
            document.addPage(second);
            try (PDPageContentStream content = new PDPageContentStream(document, second)) {
                show(
                        content,
                        font,
                        11,
                        72,
                        700,
                        "All figures are in millions of euros and were audited by the auditors.");
                List<List<String>> rows = List.of(
                        List.of("Region", "2023", "2024"),
                        List.of("North", "10", "12"),
                        List.of("South", "20", "21"),
                        List.of("East", "7", "9"));
                for (int row = 0; row < rows.size(); row++) {
                    for (int column = 0; column < 3; column++) {
                        show(
                                content,
                                font,
                                11,
                                72 + column * 120,
                                660 - row * 16,
                                rows.get(row).get(column));
                    }
                }
            }
            return bytes(document::save);
        }
    }

    /** One page of two lines that can be seen, and five that cannot, each for another reason. */
    static byte[] pdfWithHiddenText() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PDFont font = new PDType1Font(FontName.HELVETICA);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                show(content, font, 11, 72, 700, "Everybody sees this.");
                show(content, font, 1, 72, 680, "tiny");
                show(content, font, 11, 72, 1900, "beyond");
                content.setNonStrokingColor(1f, 1f, 1f);
                show(content, font, 11, 72, 660, "white");
                content.setNonStrokingColor(0f, 0f, 0.4f);
                content.addRect(60, 590, 300, 40);
                content.fill();
                content.setNonStrokingColor(1f, 1f, 1f);
                show(content, font, 11, 72, 600, "White on blue is seen.");
                content.setNonStrokingColor(0f, 0f, 0f);
                content.setRenderingMode(RenderingMode.NEITHER);
                show(content, font, 11, 72, 500, "inkless");
            }
            return bytes(document::save);
        }
    }

    /** A page that is a picture of {@code printed}, with {@code recognised} without ink over it; none where that is empty. */
    static byte[] scannedPdf(String printed, String recognised) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            BufferedImage picture = new BufferedImage(1700, 2200, BufferedImage.TYPE_BYTE_GRAY);
            Graphics2D pen = picture.createGraphics();
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, 1700, 2200);
            pen.setColor(Color.BLACK);
            pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 48));
            pen.drawString(printed, 200, 400);
            pen.dispose();
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawImage(LosslessFactory.createFromImage(document, picture), 0, 0, 612, 792);
                if (!recognised.isEmpty()) {
                    content.setRenderingMode(RenderingMode.NEITHER);
                    show(content, new PDType1Font(FontName.HELVETICA), 11, 72, 640, recognised);
                }
            }
            return bytes(document::save);
        }
    }

    /** A page on which the letters of {@code printed} are drawn as shapes: no text, no picture. */
    static byte[] shapesPdf(String printed) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PathIterator outline = new Font(Font.SANS_SERIF, Font.PLAIN, 20)
                    .createGlyphVector(new FontRenderContext(null, true, true), printed)
                    .getOutline()
                    .getPathIterator(new AffineTransform(1, 0, 0, -1, 72, 700));
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                float[] at = new float[6];
                for (; !outline.isDone(); outline.next()) {
                    switch (outline.currentSegment(at)) {
                        case PathIterator.SEG_MOVETO -> content.moveTo(at[0], at[1]);
                        case PathIterator.SEG_LINETO -> content.lineTo(at[0], at[1]);
                        case PathIterator.SEG_QUADTO -> content.curveTo1(at[0], at[1], at[2], at[3]);
                        case PathIterator.SEG_CUBICTO -> content.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
                        default -> content.closePath();
                    }
                }
                content.fill();
            }
            return bytes(document::save);
        }
    }

    /** Two columns of prose, drawn line by line across both. */
    static byte[] columnsPdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PDFont font = new PDType1Font(FontName.HELVETICA);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                for (int line = 0; line < 8; line++) {
                    show(content, font, 10, 60, 700 - line * 13, "left column has line number " + line);
                    show(content, font, 10, 330, 700 - line * 13, "right column has line number " + line);
                }
            }
            return bytes(document::save);
        }
    }

    /** {@code easy} pages of text, and one that is drawn by forms within forms more than a thousand million times over. */
    static byte[] endlessPdf(int easy) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDFont font = new PDType1Font(FontName.HELVETICA);
            for (int number = 1; number <= easy; number++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    show(content, font, 11, 72, 700, "This is page %d.".formatted(number));
                }
            }
            PDFormXObject form = null;
            for (int depth = 0; depth < 40; depth++) {
                PDFormXObject around = new PDFormXObject(document);
                around.setBBox(new PDRectangle(600, 800));
                around.setResources(new PDResources());
                String drawing = "";
                if (form != null) {
                    String name = around.getResources().add(form).getName();
                    drawing = "/%1$s Do /%1$s Do".formatted(name);
                }
                try (OutputStream out = around.getContentStream().createOutputStream()) {
                    out.write(drawing.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
                form = around;
            }
            PDPage last = new PDPage();
            document.addPage(last);
            try (PDPageContentStream content = new PDPageContentStream(document, last)) {
                content.drawForm(form);
            }
            return bytes(document::save);
        }
    }

    /** A workbook with a hidden row, a hidden column and a hidden sheet beside what is seen. */
    static byte[] xlsxWithHiddenCells() throws IOException {
        try (Workbook workbook = new XSSFWorkbook()) {
            Sheet seen = workbook.createSheet("Seen");
            List<List<String>> rows =
                    List.of(List.of("Item", "Cost", "Price"), List.of("Bolt", "c1", "2"), List.of("Nut", "c2", "3"));
            for (int i = 0; i < rows.size(); i++) {
                Row row = seen.createRow(i);
                for (int column = 0; column < 3; column++) {
                    row.createCell(column).setCellValue(rows.get(i).get(column));
                }
            }
            seen.getRow(2).setZeroHeight(true);
            seen.setColumnHidden(1, true);
            workbook.createSheet("Secret").createRow(0).createCell(0).setCellValue("nobody");
            workbook.setSheetHidden(1, true);
            return bytes(workbook::write);
        }
    }

    /** Rows 3, 4, 5 (hidden), 8 of the first sheet; 1 and 2 of the second, which comes first in the package. */
    static byte[] sheetsWithGaps(Workbook empty) throws IOException {
        try (Workbook workbook = empty) {
            Sheet gaps = workbook.createSheet("Q3 & more");
            for (int row : new int[] {2, 3, 4, 7}) {
                gaps.createRow(row).createCell(1).setCellValue("name " + row);
                gaps.getRow(row).createCell(2).setCellValue(row * 10.0);
            }
            gaps.getRow(4).setZeroHeight(true);
            Sheet dense = workbook.createSheet("Q4");
            for (int row = 0; row < 2; row++) {
                dense.createRow(row).createCell(0).setCellValue("a" + row);
                dense.getRow(row).createCell(1).setCellValue("b" + row);
            }
            workbook.setSheetOrder("Q4", 0);
            return bytes(workbook::write);
        }
    }

    static byte[] pptxWithNotes() throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            XSLFSlide slide = show.createSlide();
            addText(slide, "Results");
            addText(slide, "Sales grew.");
            for (var placeholder : show.getNotesSlide(slide).getPlaceholders()) {
                if (placeholder.getTextType() == Placeholder.BODY) {
                    placeholder.setText("Mention the new office.");
                }
            }
            addText(show.createSlide(), "Outlook");
            return bytes(show::write);
        }
    }

    static byte[] lockedPdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            return bytes(document::save);
        }
    }

    static byte[] blankPdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            return bytes(document::save);
        }
    }

    private static void show(PDPageContentStream content, PDFont font, int size, int x, int y, String text)
            throws IOException {
        content.beginText();
        content.setFont(font, size);
        content.newLineAtOffset(x, y);
        content.showText(text);
        content.endText();
    }

    @FunctionalInterface
    private interface Writing {
        void to(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.to(out);
        return out.toByteArray();
    }
}
