// The practical limit: W1 and W2 written for one purpose each, in C++, as fast as an evening's tuning gets them.
// A 4-ary heap of 16-byte entries (the four children of a node share a cache line), bottom-up pop; the constant timeout
// of W2 is a ring with only its head in the heap; ziggurat exponentials; no names, no digest, no statistics but a mean.
//
//   limit w1 <customers>      limit w2 <requests>
//
// Prints one line of JSON: customers or requests per second of processor time, mean response time, peak memory.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

namespace {

struct Generator {
  uint32_t a, b, c, counter;

  explicit Generator(uint32_t seed) : a(seed), b(seed * 0x9e3779b9u + 1), c(0x243f6a88u), counter(1) {
    for (int i = 0; i < 20; i++) next();
  }

  uint32_t next() {
    uint32_t output = a + b + counter++;
    a = b ^ (b >> 9);
    b = c + (c << 3);
    c = ((c << 21) | (c >> 11)) + output;
    return output;
  }

  double unit() { return ((next() >> 5) * 67108864.0 + (next() >> 6) + 0.5) / 9007199254740992.0; }
};

struct Ziggurat {
  double edge[257], height[257];

  Ziggurat() {
    const double tail = 7.69711747013104972, area = 3.949659822581572e-3;
    edge[0] = area / std::exp(-tail);
    edge[1] = tail;
    for (int i = 1; i < 256; i++) {
      height[i] = std::exp(-edge[i]);
      if (i < 255) edge[i + 1] = -std::log(area / edge[i] + height[i]);
    }
    edge[256] = 0;
    height[0] = 0;
    height[256] = 1;
  }

  double draw(Generator &generator) const {
    for (;;) {
      uint64_t word = (uint64_t)generator.next() << 32 | generator.next();
      int layer = word & 255;
      double x = (double)(word >> 11) * (1.0 / 9007199254740992.0) * edge[layer];
      if (x < edge[layer + 1]) return x;
      if (layer == 0) return 7.69711747013104972 - std::log(generator.unit());
      if (height[layer] + generator.unit() * (height[layer + 1] - height[layer]) < std::exp(-x)) return x;
    }
  }
};

const Ziggurat ziggurat;

/** Time in nanoseconds, number of scheduling, what it is. Ordered by time, then number. */
struct Entry {
  uint64_t time;
  uint32_t sequence;
  uint32_t payload;

  unsigned __int128 key() const { return (unsigned __int128)time << 32 | sequence; }
};

inline bool before(const Entry &x, const Entry &y) {
  return x.time < y.time || (x.time == y.time && x.sequence < y.sequence);
}

struct Heap {
  // Entry 0 sits at index 3 of an aligned block, so that the children 4i + 1 … 4i + 4 share a cache line.
  Entry *entries;
  int size = 0;

  explicit Heap(int capacity) { entries = (Entry *)std::aligned_alloc(64, (capacity + 8) * sizeof(Entry)) + 3; }

  void push(Entry entry) {
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >> 2;
      if (!before(entry, entries[parent])) break;
      entries[hole] = entries[parent];
      hole = parent;
    }
    entries[hole] = entry;
  }

  void replaceTop(Entry entry) {
    int hole = 0;
    int child = 1;
    while (child + 4 <= size) {
      const Entry *c = entries + child;
      int left = before(c[1], c[0]);
      int right = 2 + before(c[3], c[2]);
      int best = before(c[right], c[left]) ? right : left;
      entries[hole] = c[best];
      hole = child + best;
      child = 4 * hole + 1;
    }
    if (child < size) {
      int best = child;
      for (int other = child + 1; other < size; other++)
        if (before(entries[other], entries[best])) best = other;
      entries[hole] = entries[best];
      hole = best;
    }
    while (hole > 0) {
      int parent = (hole - 1) >> 2;
      if (!before(entry, entries[parent])) break;
      entries[hole] = entries[parent];
      hole = parent;
    }
    entries[hole] = entry;
  }

  void pop() {
    Entry last = entries[--size];
    if (size > 0) replaceTop(last);
  }
};

uint64_t nanoseconds(double mean, Generator &generator) { return (uint64_t)(mean * ziggurat.draw(generator) + 0.5); }

double w1(int64_t customers) {
  const int room = 4096;
  std::vector<uint64_t> since(room);
  Heap heap(64);
  Generator arrivals(1), work(2);
  uint32_t sequence = 0;
  int head = 0, present = 0;
  int64_t arrived = 0;
  double total = 0;
  heap.push({nanoseconds(1e9 / 0.9, arrivals), sequence++, 0});
  while (heap.size > 0) {
    Entry event = heap.entries[0];
    if (event.payload == 0) {
      since[(head + present) & (room - 1)] = event.time;
      bool starts = present++ == 0;
      if (++arrived < customers) heap.replaceTop({event.time + nanoseconds(1e9 / 0.9, arrivals), sequence++, 0});
      else heap.pop();
      if (starts) heap.push({event.time + nanoseconds(1e9, work), sequence++, 1});
    } else {
      total += event.time - since[head];
      head = (head + 1) & (room - 1);
      if (--present > 0) heap.replaceTop({event.time + nanoseconds(1e9, work), sequence++, 1});
      else heap.pop();
    }
  }
  return total / customers / 1e9;
}

enum Kind : uint32_t { ARRIVAL, AT_SERVER, WORK_DONE, ANSWER, TIMEOUT };

struct Request {
  uint64_t start;
  uint32_t serial;
  int32_t server;
  int32_t next;
};

struct Server {
  int32_t head = -1, tail = -1;
  bool busy = false;
};

struct Waiting {
  uint64_t time;
  uint32_t sequence;
  uint32_t request;
  uint32_t serial;
};

/** Requests that wait for their timeout: a ring in order of time, of which the head is in the heap. */
struct Line {
  std::vector<Waiting> ring = std::vector<Waiting>(1 << 14);
  uint32_t head = 0, tail = 0;

  Waiting &at(uint32_t index) { return ring[index & (ring.size() - 1)]; }
};

double w2(int64_t requests) {
  const double workNs = 10e6, networkNs = 1e6;
  const uint64_t timeoutNs = 1000000000ull;
  Heap heap(1 << 16);
  Generator arrivals(1), picks(2), works(3), networks(4);
  uint32_t sequence = 0;
  std::vector<Request> pool(1 << 16);
  std::vector<int32_t> freeRequests;
  for (int i = (int)pool.size() - 1; i >= 0; i--) freeRequests.push_back(i);
  std::vector<Server> servers(50);
  Line line;
  bool lineInHeap = false;
  int64_t sent = 0, answered = 0;
  double total = 0;
  auto payload = [](Kind kind, uint32_t request) { return kind << 24 | request; };
  auto startWork = [&](uint64_t now, int32_t request) {
    heap.push({now + nanoseconds(workNs, works), sequence++, payload(WORK_DONE, request)});
  };
  heap.push({nanoseconds(250000, arrivals), sequence++, payload(ARRIVAL, 0)});
  while (heap.size > 0) {
    Entry event = heap.entries[0];
    uint64_t now = event.time;
    int32_t id = event.payload & 0xffffff;
    switch (event.payload >> 24) {
    case ARRIVAL: {
      if (++sent < requests) heap.replaceTop({now + nanoseconds(250000, arrivals), sequence++, payload(ARRIVAL, 0)});
      else heap.pop();
      int32_t request = freeRequests.back();
      freeRequests.pop_back();
      Request &r = pool[request];
      r.start = now;
      r.server = (int32_t)((uint64_t)picks.next() * 50 >> 32);
      Waiting waiting{now + timeoutNs, sequence++, (uint32_t)request, r.serial};
      line.at(line.tail++) = waiting;
      if (!lineInHeap) {
        heap.push({waiting.time, waiting.sequence, payload(TIMEOUT, 0)});
        lineInHeap = true;
      }
      heap.push({now + nanoseconds(networkNs, networks), sequence++, payload(AT_SERVER, request)});
      break;
    }
    case AT_SERVER: {
      heap.pop();
      Server &server = servers[pool[id].server];
      if (!server.busy) {
        server.busy = true;
        startWork(now, id);
      } else {
        pool[id].next = -1;
        if (server.tail >= 0) pool[server.tail].next = id;
        else server.head = id;
        server.tail = id;
      }
      break;
    }
    case WORK_DONE: {
      heap.replaceTop({now + nanoseconds(networkNs, networks), sequence++, payload(ANSWER, id)});
      Server &server = servers[pool[id].server];
      int32_t next = server.head;
      if (next < 0) {
        server.busy = false;
        break;
      }
      server.head = pool[next].next;
      if (server.head < 0) server.tail = -1;
      startWork(now, next);
      break;
    }
    case ANSWER: {
      heap.pop();
      // A new serial number cancels the timeout, which is skipped when it comes to the head of its line.
      pool[id].serial++;
      total += now - pool[id].start;
      answered++;
      freeRequests.push_back(id);
      break;
    }
    case TIMEOUT: {
      Waiting head = line.at(line.head++);
      if (pool[head.request].serial == head.serial && head.time == now) {
        // Nobody waits a second here at this load: the answer will still come and be counted.
      }
      while (line.head != line.tail && pool[line.at(line.head).request].serial != line.at(line.head).serial) line.head++;
      if (line.head == line.tail) {
        heap.pop();
        lineInHeap = false;
      } else {
        Waiting &next = line.at(line.head);
        heap.replaceTop({next.time, next.sequence, payload(TIMEOUT, 0)});
      }
      break;
    }
    }
  }
  return total / answered / 1e6;
}

/** Of this program alone: what getrusage gives includes the process it was started from. */
double peakMiB() {
  FILE *status = std::fopen("/proc/self/status", "r");
  char line[256];
  double kiB = 0;
  while (status != nullptr && std::fgets(line, sizeof line, status) != nullptr) std::sscanf(line, "VmHWM: %lf", &kiB);
  if (status != nullptr) std::fclose(status);
  return kiB / 1024;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int64_t count = std::atoll(argv[2]);
  bool first = std::strcmp(argv[1], "w1") == 0;
  double mean = first ? w1(count) : w2(count);
  double seconds = (double)std::clock() / CLOCKS_PER_SEC;
  std::printf("{\"perSecond\": %.0f, \"mean\": %.6f, \"peakMiB\": %.1f}\n", count / seconds, mean, peakMiB());
}
