-- Each reading is written while somebody waits for the page: an index that no question uses is not kept up with it.
drop index access.readings_territory_id_actor_id_at_id_idx;
