/** What an earlier event or effect has laid down. Throws where it has not: a defect of the chart, which would have asked too early. */
export const known = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`${what} is not known yet`);
  return value;
};
