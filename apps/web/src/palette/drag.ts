// What a palette item carries while it is dragged.

/** The type of the dragged data: a node type of the catalogue. */
export const PALETTE_MIME = 'application/x-weir-node';
