import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { Product } from '../../../../domain/product/product.ts';
import { call } from '../api/client.ts';
import { Page } from '../shell/page.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { Empty } from '../ui/empty.tsx';
import { money } from '../ui/money.ts';
import { counted } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { ProblemNote } from '../ui/problem-note.tsx';
import { ProductLink } from '../ui/product-link.tsx';

const PAGE = 500;

/** The catalog, by id; the filter searches the loaded products. */
export default function ProductsPage() {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('text') ?? '';
  const found = useInfiniteQuery({
    queryKey: ['products'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /products', { query: { after: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  useShortcuts('Products', [
    { keys: 'f', does: 'Go to the filter', run: () => document.getElementById('product-filter')?.focus() },
  ]);
  const all = found.data?.pages.flatMap((page) => page.products) ?? [];
  const wanted = text.toLowerCase();
  const products = all.filter(({ productId, name, category }) =>
    [productId, name, category].some((each) => each.toLowerCase().includes(wanted)),
  );
  return (
    <Page
      title="Products"
      about={`${counted(products.length, 'product')}${found.hasNextPage ? ' loaded' : ''}`}
    >
      <TextInput
        id="product-filter"
        label="Id, name or category contains"
        value={text}
        maw={320}
        spellCheck={false}
        onChange={({ currentTarget: { value } }) =>
          setParameters(value === '' ? {} : { text: value }, { replace: true })
        }
      />
      {found.error !== null && <ProblemNote error={found.error} />}
      {found.data && (
        <Panel title="Catalog" flush>
          {products.length === 0 ? (
            <Empty>No matching products.</Empty>
          ) : (
            <CatalogTable products={products} />
          )}
          {found.hasNextPage && (
            <Button
              variant="subtle"
              fullWidth
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              Load more
            </Button>
          )}
        </Panel>
      )}
    </Page>
  );
}

const CatalogTable = ({ products }: { products: readonly Product[] }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Product</th>
        <th scope="col">Name</th>
        <th scope="col">Category</th>
        <th scope="col">Policy</th>
        <th scope="col" className="number">
          List price
        </th>
        <th scope="col" className="number">
          Unit cost
        </th>
        <th scope="col">Status</th>
      </tr>
    </thead>
    <tbody>
      {products.map(({ productId, name, category, policyId, listPrice, unitCost, currency, status }) => (
        <tr key={productId}>
          <td>
            <ProductLink id={productId} />
          </td>
          <td>
            <span className="long">{name}</span>
          </td>
          <td className="muted">{category}</td>
          <td className="muted">{policyId}</td>
          <td className="number">{money(listPrice, currency)}</td>
          <td className="number">{money(unitCost, currency)}</td>
          <td className="muted">{status}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
