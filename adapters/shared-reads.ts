/**
 * Shares reads by key. Callers during a read share the next one, which starts after all of them have called, so every answer is as
 * consistent as a read of its own, and any number of callers costs at most two concurrent reads.
 */
export function sharingReads<Item>(read: (key: string) => Promise<Item>): (key: string) => Promise<Item> {
  const underWay = new Map<string, Promise<unknown>>();
  const following = new Map<string, Promise<Item>>();

  const begin = (key: string): Promise<Item> => {
    following.delete(key);
    const item = read(key);
    const over = item.then(
      () => {},
      () => {},
    );
    underWay.set(key, over);
    void over.then(() => {
      if (underWay.get(key) === over) underWay.delete(key);
    });
    return item;
  };

  return (key) => {
    const before = underWay.get(key);
    if (before === undefined) return begin(key);
    const shared = following.get(key) ?? before.then(() => begin(key));
    following.set(key, shared);
    return shared;
  };
}
