/** The part of pdf.js that the page uses; the library itself is fetched when the first PDF is opened. */
export interface PdfLibrary {
  GlobalWorkerOptions: { workerSrc: string };
  getDocument(source: Record<string, unknown>): { promise: Promise<PdfDocument>; destroy(): Promise<void> };
  TextLayer: new (options: { textContentSource: unknown; container: HTMLElement; viewport: PdfViewport }) => PdfTextLayer;
}
export interface PdfDocument { numPages: number; getPage(number: number): Promise<PdfPage> }
export interface PdfViewport { width: number; height: number; scale: number }
export interface PdfPage {
  getViewport(options: { scale: number }): PdfViewport;
  getTextContent(): Promise<unknown>;
  render(options: { canvas: HTMLCanvasElement; viewport: PdfViewport; transform?: number[] }): { promise: Promise<void>; cancel(): void };
}
export interface PdfTextLayer { render(): Promise<void>; textDivs: HTMLElement[]; textContentItemsStr: string[] }

// Unpacked from the webjar by the build (orchestration/pom.xml): the path carries its version, so caches never mix two.
const HOME = "/webjars/pdfjs-dist/5.4.624/";
let library: Promise<PdfLibrary> | null = null;

export function pdfLibrary(): Promise<PdfLibrary> {
  library ??= load().catch((error: unknown) => {
    library = null;
    throw error;
  });
  return library;
}

/** Opens a PDF at a path of this server. No script in it runs, and nothing it names is fetched from elsewhere. */
export async function openPdf(path: string): Promise<PdfDocument> {
  const { getDocument } = await pdfLibrary();
  return getDocument({
    url: path,
    withCredentials: true,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    cMapUrl: HOME + "cmaps/",
    cMapPacked: true,
    standardFontDataUrl: HOME + "standard_fonts/",
    wasmUrl: HOME + "wasm/",
  }).promise;
}

async function load(): Promise<PdfLibrary> {
  const path = HOME + "legacy/build/pdf.min.mjs";
  const loaded = (await import(path)) as PdfLibrary;
  loaded.GlobalWorkerOptions.workerSrc = HOME + "legacy/build/pdf.worker.min.mjs";
  return loaded;
}
