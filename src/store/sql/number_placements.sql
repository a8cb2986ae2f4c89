SELECT placement.*, cell.id AS cell_id
FROM unnumbered_placement AS placement
LEFT JOIN cell ON
      (placement.source_id, placement.scope, placement.organization_id, placement.weights,
       placement.license_then, placement.license_undated, placement.license_now, placement.lineage,
       placement.base_organization_id, placement.base_weights, placement.base_license_then,
       placement.base_license_undated, placement.base_license_now)
    = (cell.source_id, cell.scope, cell.organization_id, cell.weights,
       cell.license_then, cell.license_undated, cell.license_now, cell.lineage,
       cell.base_organization_id, cell.base_weights, cell.base_license_then,
       cell.base_license_undated, cell.base_license_now)
