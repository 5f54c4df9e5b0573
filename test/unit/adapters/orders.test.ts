import { describe } from 'vitest';
import { ordersContract } from '../../contract/orders.contract.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';

describe('orders in memory', () => ordersContract(async () => memoryOrders({ orders: {}, used: {} })));
