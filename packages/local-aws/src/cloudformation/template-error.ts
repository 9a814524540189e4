/**
 * A template or a cloud assembly that the local AWS does not understand. The message names the element and its place.
 */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
