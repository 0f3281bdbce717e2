package io.groundwork.bench;

import io.groundwork.bench.LeakQuestion.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Every way in which the API, and the door of agents, tell of documents to who may not administer them. Each makes a question of its kind, at random. */
enum ReadPath {
    SEARCH_WORD(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.search(some.document(), false);
        }
    },
    SEARCH_ALL(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.search(some.document(), true);
        }
    },
    SEARCH_FILTERED(15) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.filteredSearch(some.document());
        }
    },
    SEARCH_BATCH(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.batchSearch();
        }
    },
    STORE_SEARCH(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.storeSearch(some.document());
        }
    },
    EXPLAIN(15) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.explain(some.document());
        }
    },
    STORES(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            BitSet stores = some.library().numbers(Placed::isCollection);
            return some.get("/v1/vector_stores?limit=100", stores, stores, Kind.LIST);
        }
    },
    STORE(10) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofCollection("/v1/vector_stores/%s");
        }
    },
    FILES(12) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.files(some.document());
        }
    },
    FILE(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/v1/vector_stores/%s/files/%s");
        }
    },
    FILE_TEXT(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/v1/vector_stores/%s/files/%s/content");
        }
    },
    BATCH(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            Placed any = some.document();
            String path = "/v1/vector_stores/%s/file_batches/%s"
                    .formatted(any.store(), some.library().batch(any.store()));
            BitSet collection = some.library()
                    .numbers(placed -> placed.isCollection() && placed.store().equals(any.store()));
            return some.get(path, collection, collection, Kind.ONE);
        }
    },
    BATCH_FILES(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.batchFiles(some.document());
        }
    },
    DOCUMENT(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/api/v1/collections/%s/documents/%s");
        }
    },
    DOCUMENT_VERSION(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/api/v1/collections/%s/documents/%s?version=1");
        }
    },
    DOCUMENT_FILE(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/api/v1/collections/%s/documents/%s/file?inline");
        }
    },
    CHILDREN(15) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/api/v1/collections/%s/documents/%s/children");
        }
    },
    THREAD(15) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/api/v1/collections/%s/documents/%s/thread");
        }
    },
    PASSAGES(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofDocument("/api/v1/collections/%s/documents/%s/passages");
        }
    },
    UPLOADED(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofFile("/v1/files/%s");
        }
    },
    UPLOADED_BYTES(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.ofFile("/v1/files/%s/content");
        }
    },
    UPLOADS(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.get("/v1/files?limit=1000", some.documents(), new BitSet(), Kind.LIST);
        }
    },
    RESPONSE(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.response(some.document());
        }
    },
    COMPLETION(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.completion(some.document());
        }
    },
    MCP_SEARCH(12) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.toolSearch(some.document());
        }
    },
    MCP_FETCH(20) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.toolFetch(some.document());
        }
    },
    MCP_COLLECTIONS(8) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.toolCollections();
        }
    },
    /** What curators take away, of what they may read. */
    EXPORT(10) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.export(some.document());
        }
    },
    /** What only curators and administrators may open. */
    CLOSED_DOORS(10) {
        @Override
        LeakQuestion question(LeakQuestions some) {
            return some.closedDoor(some.document());
        }
    };

    private final int weight;

    ReadPath(int weight) {
        this.weight = weight;
    }

    abstract LeakQuestion question(LeakQuestions some);

    /** How often it is asked beside the others. */
    int weight() {
        return weight;
    }

    /** As it is called in the table and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<ReadPath> named(List<String> names) {
        return names.isEmpty()
                ? List.of(values())
                : names.stream()
                        .map(name -> Arrays.stream(values())
                                .filter(path -> path.toString().equals(name))
                                .findFirst()
                                .orElseThrow(() -> new BenchException("There is no path '%s'; there are %s."
                                        .formatted(name, Arrays.toString(values())))))
                        .toList();
    }
}
