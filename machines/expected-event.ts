/** The event as one of the types that the chart lets come there. Throws on another one: a defect of the chart. */
export const expected = <E extends { readonly type: string }, Type extends E['type']>(
  event: E,
  types: Type | readonly Type[],
): Extract<E, { type: Type }> => {
  const known: readonly string[] = typeof types === 'string' ? [types] : types;
  if (!known.includes(event.type)) throw new TypeError(`${event.type} where ${known.join(' or ')} is expected`);
  return event as Extract<E, { type: Type }>;
};
