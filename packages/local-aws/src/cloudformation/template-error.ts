/** A template or an assembly that the local AWS does not understand; the message names what and where. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
