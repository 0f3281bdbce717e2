/** The name that the server gives the collection of sample documents: how the page knows that its own questions have answers. */
export const SAMPLES_NAME = "Sample documents";
