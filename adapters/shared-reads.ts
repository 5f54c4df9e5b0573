/**
 * The same read. Who asks for a key while a read of it is under way is answered by the one that follows, with all who asked
 * meanwhile: it still begins after each of them asked, so none is less consistent, and a crowd costs two reads at a time.
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
