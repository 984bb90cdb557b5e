"""Countries that scenes may be about: name as it stands in a sentence → (adjective, capital)."""

from __future__ import annotations

COUNTRIES = {
    name: (adjective, capital)
    for name, adjective, capital in (
        line.split(", ")
        for line in """\
Argentina, Argentine, Buenos Aires
Australia, Australian, Canberra
Austria, Austrian, Vienna
Bangladesh, Bangladeshi, Dhaka
Belgium, Belgian, Brussels
Bolivia, Bolivian, La Paz
Brazil, Brazilian, Brasilia
Britain, British, London
Bulgaria, Bulgarian, Sofia
Cambodia, Cambodian, Phnom Penh
Canada, Canadian, Ottawa
Chile, Chilean, Santiago
China, Chinese, Beijing
Colombia, Colombian, Bogota
Croatia, Croatian, Zagreb
Denmark, Danish, Copenhagen
Ecuador, Ecuadorean, Quito
Egypt, Egyptian, Cairo
Estonia, Estonian, Tallinn
Ethiopia, Ethiopian, Addis Ababa
Finland, Finnish, Helsinki
France, French, Paris
Germany, German, Berlin
Ghana, Ghanaian, Accra
Greece, Greek, Athens
Hungary, Hungarian, Budapest
Iceland, Icelandic, Reykjavik
India, Indian, New Delhi
Indonesia, Indonesian, Jakarta
Iran, Iranian, Tehran
Ireland, Irish, Dublin
Israel, Israeli, Jerusalem
Italy, Italian, Rome
Japan, Japanese, Tokyo
Jordan, Jordanian, Amman
Kenya, Kenyan, Nairobi
Malaysia, Malaysian, Kuala Lumpur
Mexico, Mexican, Mexico City
Morocco, Moroccan, Rabat
Nepal, Nepalese, Kathmandu
the Netherlands, Dutch, The Hague
New Zealand, New Zealand, Wellington
Nigeria, Nigerian, Abuja
Norway, Norwegian, Oslo
Pakistan, Pakistani, Islamabad
Peru, Peruvian, Lima
the Philippines, Philippine, Manila
Poland, Polish, Warsaw
Portugal, Portuguese, Lisbon
Romania, Romanian, Bucharest
Russia, Russian, Moscow
Saudi Arabia, Saudi, Riyadh
Senegal, Senegalese, Dakar
Serbia, Serbian, Belgrade
South Africa, South African, Pretoria
South Korea, South Korean, Seoul
Spain, Spanish, Madrid
Sri Lanka, Sri Lankan, Colombo
Sweden, Swedish, Stockholm
Switzerland, Swiss, Bern
Taiwan, Taiwanese, Taipei
Tanzania, Tanzanian, Dodoma
Thailand, Thai, Bangkok
Tunisia, Tunisian, Tunis
Turkey, Turkish, Ankara
Uganda, Ugandan, Kampala
Ukraine, Ukrainian, Kyiv
the United Kingdom, British, London
the United States, American, Washington
Uruguay, Uruguayan, Montevideo
Vietnam, Vietnamese, Hanoi
Zambia, Zambian, Lusaka""".splitlines()
    )
}
