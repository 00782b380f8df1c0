"""Where and of what kind: incidents by region, by kind of organisation and by how they were hit."""

from __future__ import annotations

import pandas as pd

from helpers.french.fold import fold
from helpers.intervals import Estimate
from helpers.measure.record import Measure, measure, row_keys

KINDS = {
    "attack_type": ("kind of attack", "type d’attaque"),
    "organisation_type": ("kind of organisation", "type d’organisme"),
    "scope": ("kind of event", "nature"),
}


FRENCH = {"ransomware": "rançongiciel", "intrusion": "intrusion", "unknown": "inconnu", "data_leak": "fuite de données",
          "data_theft": "vol de données", "ddos": "déni de service", "hospital": "hôpital", "clinic": "clinique",
          "practice": "cabinet", "vendor": "éditeur de logiciels", "insurer": "assureur", "pharma": "entreprise pharmaceutique",
          "research": "organisme de recherche", "care_home": "maison de retraite", "laboratory": "laboratoire", "other": "autre",
          "attack": "attaque", "exposure": "exposition", "misuse": "usage détourné", "credential_sale": "vente d’identifiants"}  # fmt: skip
ENGLISH = {"pharma": "pharmaceutical company", "vendor": "software vendor", "research": "research body", "ddos": "denial of service",
           "credential_sale": "sale of credentials"}  # fmt: skip


def composition_measures(rows: pd.DataFrame, year: int) -> list[Measure]:
    """Return the incidents of `year` by how, by kind of organisation and by scope."""
    found = []
    for column, (kind_en, kind_fr) in KINDS.items():
        for name, group in rows.groupby(column, sort=True):
            certain = int((group["chance"] == 1).sum())
            found.append(measure("incidents_{slug}_{year}", Estimate(certain, certain, len(group)), row_keys("press_incidents", group["incident_id"]),
                                 slug=f"{column}_{name}", en=ENGLISH.get(name, name.replace("_", " ")), fr=FRENCH.get(name, name), kind_en=kind_en,
                                 kind_fr=kind_fr, year=year))  # fmt: skip
    return found


REGIONS = (
    "Hauts-de-France", "Normandie", "Île-de-France", "Grand Est", "Bretagne", "Pays de la Loire", "Centre-Val de Loire",
    "Bourgogne-Franche-Comté", "Nouvelle-Aquitaine", "Auvergne-Rhône-Alpes", "Occitanie", "Provence-Alpes-Côte d'Azur",
    "Corse", "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte",
)  # fmt: skip


def _plain(region: str) -> str:
    """Return a region's name without what its writers differ in: case, accents, hyphens, the apostrophe's form.

    >>> _plain("Ile de France") == _plain("Île-de-France"), _plain("Provence-Alpes-Côte d’Azur")
    (True, "provence alpes cote d'azur")
    """
    return fold(region.strip()).replace("-", " ")


BY_PLAIN_NAME = {_plain(name): name for name in REGIONS}


def regions(register: pd.DataFrame) -> pd.DataFrame:
    """Return incidents by region of France and the departments named in each; then those without region, and other regions.

    An incident that names several regions counts in each of them. The register is kept as it was received, so a region
    that is none of France's is no fault to mend in it: it has a row of its own name, and no row is lost.
    """
    named = register.assign(region=register["region"].str.strip("; ").str.split(";")).explode("region")
    named["region"] = [BY_PLAIN_NAME.get(_plain(name), name.strip()) for name in named["region"]]
    others = sorted(set(named["region"]) - {*REGIONS, ""})
    found = []
    for name in (*REGIONS, "", *others):
        rows = named[named["region"] == name]
        departments = (
            sorted({part for cell in rows["department"] for part in cell.split("; ") if part})
            if name and len(rows)
            else []
        )
        single = rows[~rows["department"].str.contains(";")]["department"].value_counts()
        found.append(
            (
                name,
                len(rows),
                int((rows["scope"] == "attack").sum()),
                "; ".join(f"{each} {single[each]}" for each in departments if each in single),
            )
        )
    return pd.DataFrame(found, columns=["region", "incidents", "attacks", "departments"])


def region_measures(table: pd.DataFrame, register: pd.DataFrame) -> list[Measure]:
    """Return how the register spreads over the regions."""
    if register.empty:
        return []
    named = table[table["region"].isin(REGIONS)]
    most, inputs = named.loc[named["incidents"].idxmax()], "press_incidents: column region"
    found = [measure("regions_of_france", len(REGIONS), "none: a fact"),
             measure("regions_with_incident", int((named["incidents"] > 0).sum()), inputs),
             measure("regions_without", int((named["incidents"] == 0).sum()), inputs),
             measure("incidents_without_region", int(table[table["region"] == ""]["incidents"].sum()), inputs),
             measure("region_greatest", most["incidents"], inputs, en=most["region"], fr=most["region"])]  # fmt: skip
    others = table[~table["region"].isin((*REGIONS, ""))]
    if len(others):
        names = "; ".join(others["region"])
        found.append(measure("incidents_other_region", int(others["incidents"].sum()), inputs, names=names))
    return found
