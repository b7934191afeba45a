/** A function that makes its answer for an object once, and has it as long as the object is there. */
export const remembered = <K extends object, V extends object | string>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
};
