import { Button } from '@mantine/core';
import { useState } from 'react';
import type { StandingChange } from '../../../../api/routes/readiness.ts';
import type { Readiness } from '../../../../domain/decision/readiness.ts';
import { useLack } from '../api/session.ts';
import { Empty } from '../ui/empty.tsx';
import { count, counted } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';
import { FigureTable, LevelTable } from './figure-tables.tsx';
import { StandingDialog } from './standing-dialog.tsx';

export interface Asking {
  kind: StandingChange['kind'];
  of: { policyId: string } | { productIds: string[] };
}

/** The figures of one policy, what it lacks to go live, and its stopped and watched products. */
export function PolicyReadiness({ readiness }: { readiness: Readiness }) {
  const { policyId, standings, products } = readiness;
  const [asked, setAsked] = useState<Asking>();
  const lack = useLack('operator');
  const ask = { asks: setAsked, disabled: lack !== undefined };
  return (
    <>
      <Panel
        title={`Policy ${policyId}`}
        about={aboutOf(readiness)}
        flush
        actions={
          readiness.missing !== undefined && (
            <Button
              size="xs"
              variant="default"
              disabled={ask.disabled}
              onClick={() => setAsked({ kind: 'live', of: { policyId } })}
            >
              Let all go live
            </Button>
          )
        }
      >
        {standings.length === 0 ? (
          <Empty>The policy watches no products.</Empty>
        ) : (
          <>
            <FigureTable policyId={policyId} standings={standings} />
            {standings.some(({ levels }) => levels.length > 0) && (
              <LevelTable policyId={policyId} standings={standings} />
            )}
          </>
        )}
      </Panel>
      {products.length > 0 && (
        <Panel title={`Watched products of ${policyId}`} about={lack && `${lack}.`} flush>
          <ProductTable products={products} {...ask} />
        </Panel>
      )}
      {asked && <StandingDialog {...asked} close={() => setAsked(undefined)} />}
    </>
  );
}

function aboutOf({ mode, goLiveBy, missing, unwatched }: Readiness): string {
  const verdict =
    missing === undefined ? [] : [missing.length === 0 ? 'ready' : `not ready: ${missing.join('; ')}`];
  return [
    `mode ${mode}`,
    goLiveBy === undefined ? 'without goLive' : `goes live by ${goLiveBy}`,
    ...(unwatched > 0 ? [`${counted(unwatched, 'product')} without a standing`] : []),
    ...verdict,
  ].join(', ');
}

interface ProductTableProps {
  products: Readiness['products'];
  disabled: boolean;
  asks: (asking: Asking) => void;
}

const ProductTable = ({ products, disabled, asks }: ProductTableProps) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Product</th>
        <th scope="col">Standing</th>
        <th scope="col">Since</th>
        <th scope="col" className="number">
          Sold
        </th>
        <th scope="col" className="number">
          Expected
        </th>
        <th scope="col">Why</th>
        <th scope="col">Decide</th>
      </tr>
    </thead>
    <tbody>
      {products.map(({ productId, kind, since, sold, expected, why }) => (
        <tr key={productId}>
          <td>
            <ProductLink id={productId} />
          </td>
          <td>{kind}</td>
          <td>
            <When at={since} dated />
          </td>
          <td className="number">{count(sold)}</td>
          <td className="number">{expected.toFixed(1)}</td>
          <td>
            <span className="long">{why}</span>
          </td>
          <td>
            <div className="row">
              {(['live', ...(kind === 'stopped' ? ['watching' as const] : [])] as const).map((to) => (
                <Button
                  key={to}
                  size="compact-xs"
                  variant="default"
                  disabled={disabled}
                  onClick={() => asks({ kind: to, of: { productIds: [productId] } })}
                >
                  {to === 'live' ? 'Let go live' : 'Watch again'}
                  <span className="hidden-visually"> {productId}</span>
                </Button>
              ))}
            </div>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
