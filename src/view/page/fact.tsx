/** A line of a list of facts; nothing where there is no value. */
export const Fact = ({ name, value }: { name: string; value: string | number | undefined }) =>
  value === undefined || value === '' ? null : (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
