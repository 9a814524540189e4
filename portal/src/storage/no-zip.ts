/** Replaces `@zip.js/zip.js` in the page, which downloads several files one after the other. */
export class ZipWriter {}
