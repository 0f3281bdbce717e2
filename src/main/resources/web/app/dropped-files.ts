import type { Chosen } from "./uploads.js";

const HIDDEN = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

/** The files of a drop, those in dropped folders included, at any depth. Files that systems hide are left out. */
export async function droppedFiles(transfer: DataTransfer): Promise<Chosen[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) {
    return [...transfer.files].map((file) => ({ file, path: "" }));
  }
  const found = await Promise.all(entries.map((entry) => filesOf(entry, "")));
  return found.flat();
}

/** The files of an input, folders' paths kept. */
export function chosenFiles(files: FileList): Chosen[] {
  return [...files].filter((file) => !HIDDEN.test(file.name)).map((file) => ({ file, path: file.webkitRelativePath }));
}

async function filesOf(entry: FileSystemEntry, folder: string): Promise<Chosen[]> {
  if (HIDDEN.test(entry.name)) {
    return [];
  }
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, path: folder ? `${folder}/${file.name}` : "" }];
  }
  const inside = folder ? `${folder}/${entry.name}` : entry.name;
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  const found: Chosen[] = [];
  for (const child of children) {
    found.push(...(await filesOf(child, inside)));
  }
  return found;
}

/** A directory reader answers in parts (a hundred at a time in Chromium) and with an empty one at the end. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) {
      return all;
    }
    all.push(...part);
  }
}
