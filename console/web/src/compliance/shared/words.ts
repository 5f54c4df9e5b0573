/** A code as text: `guardrail-is-right` is `Guardrail is right`. */
export const words = (code: string): string => {
  const text = code.replaceAll('-', ' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
};
