"""Names of columns in Spanish, Portuguese, Italian, Turkish and Russian, by the field of the flat table."""

from typing import Final

_WRITTEN: Final = {
    "killed": (
        "muertos, muertes, fallecidos, asesinados, víctimas mortales, mortos, mortes, morti, uccisi, decessi, ölü, "
        "ölen, öldürülen, ölü sayısı, погибшие, погибло, убитые, убито"
    ),
    "wounded": "heridos, lesionados, feridos, feriti, yaralı, yaralanan, yaralı sayısı, раненые, ранено",
    "event_id": "id evento, id del evento, id do evento, olay no, номер события",
    "date_start": (
        "fecha, fecha hecho, fecha del hecho, fecha de los hechos, fecha evento, fecha del evento, fecha inicio, "
        "fecha de inicio, data, data evento, data do evento, data inicio, data de início, data inizio, tarih, "
        "olay tarihi, дата, дата события"
    ),
    "date_year": "ano, año, anno, yıl, год",
    "date_month": "mes, mês, mese, ay, месяц",
    "date_day": "dia, día, giorno, gün, день",
    "date_end": "fecha fin, fecha de fin, fecha final, data fim, data de fim, data fine, bitiş tarihi, дата окончания",
    "country": "país, paese, nazione, ülke, страна",
    "admin1": "departamento, depto, provincia, estado, província, região, regione, il, vilayet, область, регион",
    "location": (
        "lugar, localidad, ciudad, localidade, cidade, local, luogo, località, città, yer, şehir, место, город, "
        "населенный пункт, municipio, município, comune, ilçe, район, distrito, distretto"
    ),
    "latitude": "latitud, latitudine, enlem, широта",
    "longitude": "longitud, longitudine, boylam, долгота",
    "point": "coordenadas, coordinate geografiche, koordinatlar, координаты",
    "event_type": "tipo, tipo de evento, tipo evento, tipo di evento, olay türü, тип, тип события",
    "weapon": "arma, armas, armi, silah, оружие",
    "actor": "autor, autores, perpetrador, responsable, presunto responsable, grupo, grupo armado, исполнитель",
    "target": "objetivo, blanco, alvo, obiettivo, hedef, цель",
    "summary": "descripción, resumen, relato, observaciones, descrição, resumo, descrizione, açıklama, özet, описание",
    "source": "fuente, fuentes, fonte, fontes, fonti, kaynak, источник",
}
NAMES: Final = {field: tuple(names.split(", ")) for field, names in _WRITTEN.items()}
"""The names of columns by field, and those of the harms `killed` and `wounded`, the most likely first."""
