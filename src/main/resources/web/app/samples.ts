/** The metadata by which the server marks the collection of sample documents: how the page knows that its own questions have answers. */
export const SAMPLES_MARK = "groundwork_samples";
