#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "CKernels.h"

// Threads claim indices one by one from `state` = generation << 32 | remaining. A claim succeeds only while its
// generation is current, so a thread that wakes late takes nothing, and nobody waits for it.
struct aa_pool {
  _Atomic uint64_t state;
  _Atomic int64_t completed;
  _Atomic int sleepers, caller_sleeps, stop;
  int64_t total;
  aa_task task;
  void *context;
  pthread_mutex_t lock;
  pthread_cond_t wake, done;
  int32_t threads;
  pthread_t *handles;
  struct aa_worker *workers;
};

struct aa_worker {
  aa_pool *pool;
  int32_t number;
};

#define REMAINING(state) ((uint32_t)(state))
#define SPINS 4000

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void work(aa_pool *pool, int32_t worker) {
  uint64_t state = atomic_load(&pool->state);
  while (REMAINING(state)) {
    if (!atomic_compare_exchange_weak(&pool->state, &state, state - 1)) continue;
    // The claimed index keeps this generation alive, so its fields are stable here.
    int64_t total = pool->total;
    pool->task(pool->context, total - (int64_t)REMAINING(state), worker);
    if (atomic_fetch_add(&pool->completed, 1) + 1 == total && atomic_load(&pool->caller_sleeps)) {
      pthread_mutex_lock(&pool->lock);
      pthread_cond_signal(&pool->done);
      pthread_mutex_unlock(&pool->lock);
    }
    state = atomic_load(&pool->state);
  }
}

static void *thread_main(void *argument) {
  struct aa_worker *self = argument;
  aa_pool *pool = self->pool;
  while (!atomic_load(&pool->stop)) {
    work(pool, self->number);
    int spins = 0;
    while (spins++ < SPINS && !REMAINING(atomic_load(&pool->state)) && !atomic_load(&pool->stop)) relax();
    if (spins <= SPINS) continue;
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->sleepers, 1);
    while (!REMAINING(atomic_load(&pool->state)) && !atomic_load(&pool->stop))
      pthread_cond_wait(&pool->wake, &pool->lock);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->lock);
  }
  return NULL;
}

aa_pool *aa_pool_new(int32_t threads) {
  if (threads < 1) threads = 1;
  aa_pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pthread_cond_init(&pool->done, NULL);
  pool->threads = 1;
  pool->handles = calloc((size_t)threads, sizeof *pool->handles);
  pool->workers = calloc((size_t)threads, sizeof *pool->workers);
  if (!pool->handles || !pool->workers) {
    aa_pool_free(pool);
    return NULL;
  }
  for (int32_t i = 1; i < threads; i++) {
    pool->workers[i] = (struct aa_worker){pool, i};
    if (pthread_create(&pool->handles[i], NULL, thread_main, &pool->workers[i]) != 0) {
      aa_pool_free(pool);
      return NULL;
    }
    pool->threads = i + 1;
  }
  return pool;
}

void aa_pool_free(aa_pool *pool) {
  pthread_mutex_lock(&pool->lock);
  atomic_store(&pool->stop, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->lock);
  for (int32_t i = 1; i < pool->threads; i++) pthread_join(pool->handles[i], NULL);
  pthread_cond_destroy(&pool->done);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->lock);
  free(pool->handles);
  free(pool->workers);
  free(pool);
}

void aa_pool_run(aa_pool *pool, int64_t count, aa_task task, void *context) {
  if (pool->threads == 1 || count <= 1 || count > UINT32_MAX) {
    for (int64_t i = 0; i < count; i++) task(context, i, 0);
    return;
  }
  pool->task = task;
  pool->context = context;
  pool->total = count;
  atomic_store(&pool->completed, 0);
  uint64_t generation = (atomic_load(&pool->state) >> 32) + 1;
  atomic_store(&pool->state, generation << 32 | (uint64_t)count);
  if (atomic_load(&pool->sleepers)) {
    pthread_mutex_lock(&pool->lock);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
  }
  work(pool, 0);
  for (int spins = 0; spins < SPINS && atomic_load(&pool->completed) < count; spins++) relax();
  if (atomic_load(&pool->completed) < count) {
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->caller_sleeps, 1);
    while (atomic_load(&pool->completed) < count) pthread_cond_wait(&pool->done, &pool->lock);
    atomic_store(&pool->caller_sleeps, 0);
    pthread_mutex_unlock(&pool->lock);
  }
}
